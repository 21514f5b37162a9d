/// Tests the memory store against the contract, and the contract against broken stores.
@NullMarked
package io.edgemq.memory;

import org.jspecify.annotations.NullMarked;
