/// What stores share and no library has: feeds of changes, pages of sorted maps, and the JSON of
/// what
/// all of them keep in the same form. What only one store needs stays in that store; what speaks of
/// one engine does too.
@NullMarked
package io.edgemq.store;

import org.jspecify.annotations.NullMarked;
