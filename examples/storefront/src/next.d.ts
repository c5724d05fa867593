// What next-env.d.ts would say; that file is rewritten at every build and names build output.
/// <reference types="next" />
