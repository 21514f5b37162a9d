/// What the use cases need from the outside: stores, directories, signals. Plain nouns and their
/// sealed results. Nothing of an engine shows here.
///
/// Every method blocks, may be called from any thread, and is atomic: it takes effect whole and
/// durably before it returns. When a store cannot answer it throws
/// [io.edgemq.domain.StoreException]; each kind says whether the call may have taken effect.
@NullMarked
package io.edgemq.ports.out;

import org.jspecify.annotations.NullMarked;
