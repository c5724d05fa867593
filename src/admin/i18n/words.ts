/** Texts with the same keys in another language. */
export type Words<T> = { [Key in keyof T]: T[Key] extends string ? string : Words<T[Key]> }
