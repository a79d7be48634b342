"""Who is signed in: how an identity enters the Streamlit session, and what is kept there."""
