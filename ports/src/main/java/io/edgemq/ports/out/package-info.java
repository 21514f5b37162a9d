/// What the use cases need from the outside: stores, directories, signals. Plain nouns and their
/// sealed results. Every method blocks, may be called from any thread, and is atomic: it takes
/// effect whole and durably before it returns, or throws [io.edgemq.domain.StoreException] and
/// the caller cannot tell whether it took effect. Nothing of an engine shows through here.
@NullMarked
package io.edgemq.ports.out;

import org.jspecify.annotations.NullMarked;
