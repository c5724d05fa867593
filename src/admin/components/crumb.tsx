import { useMessages } from "../lib/use-messages"

/** A step of the way at the top of the page, in Admin's language. */
export const Crumb = ({ text }: { text: string }) => <>{useMessages()(text)}</>
