export type * from "./books"
export type * from "./admin"
export type * from "./health"
export type * from "./store"
