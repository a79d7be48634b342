/* Written by gatepost contract: don't edit it. */
/**
 * Shapes of data from outside, checked at the boundary.
 *
 * A shape returns a value with only the members it names, and throws if the value does not fit. A
 * schema library would make up a sixth of the sign-in page's script.
 */
export type Shape<T> = (value: unknown) => T;
/** What fits a shape. */
export type Of<S> = S extends Shape<infer T> ? T : never;
type Shapes = Record<string, Shape<unknown>>;
/** The shape of a member that may be missing. */
interface Optional<T> extends Shape<T> {
    isOptional: true;
}
/** The type of an object with these members; with none, the empty object. */
export type Members<S> = keyof S extends never ? Record<string, never> : {
    [Name in keyof S as S[Name] extends Optional<unknown> ? never : Name]: Of<S[Name]>;
} & {
    [Name in keyof S as S[Name] extends Optional<unknown> ? Name : never]?: Of<S[Name]>;
};
export declare const text: Shape<string>;
export declare const flag: Shape<boolean>;
export declare const number: Shape<number>;
export declare const record: Shape<Record<string, unknown>>;
/** A text that matches the pattern; its length is in characters, as in Python, not UTF-16 units. */
export declare const textOf: (least: number, most: number, pattern?: RegExp) => Shape<string>;
/** A whole number within bounds. */
export declare const whole: (least: number, most: number) => Shape<number>;
export declare const only: <const T extends readonly unknown[]>(...wanted: T) => Shape<T[number]>;
export declare const orNull: <T>(shape: Shape<T>) => Shape<T | null>;
/** A member that may be missing; `object` then leaves it out. */
export declare const optional: <T>(shape: Shape<T>) => Optional<T>;
export declare const listOf: <T>(shape: Shape<T>, most?: number) => Shape<T[]>;
export declare const object: <S extends Shapes>(members: S) => Shape<Members<S>>;
/** An object that may have no other members. */
export declare const exact: <S extends Shapes>(members: S) => Shape<Members<S>>;
/** A value in its shape; null for one that does not fit. */
export declare function match<T>(shape: Shape<T>, value: unknown): T | null;

type ByName = Record<string, Shape<unknown>>;
/** The messages of a page: `messages.gen.js` exports both. */
export interface Messages<Events extends ByName, Commands extends ByName> {
    readonly events: Events;
    readonly commands: Commands;
}
/** What the page does with each command. */
export type Handlers<Commands extends ByName> = {
    [Name in keyof Commands]: (data: Of<Commands[Name]>) => void;
};
/** The app's answer to a request. */
export interface Answer {
    /** `ok`, or the code of an error, whose sentence is the member `message` of the data. */
    code: string;
    data: Record<string, unknown>;
}
/** The connected page. */
export interface Page<Events extends ByName> {
    /**
     * Send Python an event, in order and exactly once.
     *
     * @throws TypeError if the data does not fit the event's class, RangeError if it is too large.
     */
    emit<Name extends keyof Events & string>(name: Name, data: Of<Events[Name]>): void;
    /**
     * Request an action of the app's `Actions` by its name, or with `WebRequest` one of its routes.
     *
     * The answer `unknown_action` means that the app has none of that name.
     */
    request(action: string, route?: string): Promise<Answer>;
}
/**
 * Connect the page to the app around it, if that is one of the `data-apps` of the element `page`.
 *
 * The frame is as high as that element. Call it once; events sent before the app answers are kept.
 */
export declare function connect<Events extends ByName, Commands extends ByName>({ events, commands }: Messages<Events, Commands>, handlers: Handlers<Commands>): Page<Events>;
