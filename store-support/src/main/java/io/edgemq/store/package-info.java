/// What stores share and no library has: feeds of changes, and pages of sorted maps. What only one
/// store needs stays in that store; what speaks of one engine does too.
@NullMarked
package io.edgemq.store;

import org.jspecify.annotations.NullMarked;
