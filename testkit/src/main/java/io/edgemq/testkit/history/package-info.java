/// Random histories of calls, played against a store and the model at once: jqwik draws them, and
/// what a store answers must be what the model allows.
@NullMarked
package io.edgemq.testkit.history;

import org.jspecify.annotations.NullMarked;
