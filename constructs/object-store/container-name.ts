/** What a container of Swift may be called. */
export const CONTAINER_NAME = /^(?!\.{1,2}$)[^/\p{Cc}]{1,256}$/u;

/** The same for people: completes "give ...". */
export const CONTAINER_NAME_FORM = 'a name of up to 256 bytes without "/" and control characters';
