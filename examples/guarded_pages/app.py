"""Pages for everybody, for somebody who is signed in, and for people with a scope.

``gatepost.requires`` guards a page of ``st.navigation``. If a scope is missing, the sign-in asks
for it, and the page is shown once it is granted.

Run it: ``python3 dev.py up --app examples/guarded_pages/app.py``.
"""

import streamlit as st

import gatepost


def home() -> None:
    """Show what everybody may see."""
    st.title("Home")
    st.write("Everybody can read this page.")


@gatepost.requires
def account() -> None:
    """Show the person who they are."""
    st.title("Account")
    user = gatepost.require_user()
    st.text(f"{user.name}, {user.email}")


@gatepost.requires(scopes=["read:messages"], reason="Messages are for readers.")
def messages() -> None:
    """Show what the API has for readers."""
    st.title("Messages")
    api = st.connection("protected_api", type=gatepost.ProtectedApi)
    answer = api.get("/api/pong-scoped")
    if answer.ok:
        st.text(answer.json()["message"])
    else:
        st.error(gatepost.as_text(answer.message))


page = st.navigation([st.Page(home, default=True), st.Page(account), st.Page(messages)])
with st.sidebar:
    gatepost.sign_in()  # on every page
page.run()
