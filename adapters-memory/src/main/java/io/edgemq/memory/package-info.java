/// Every store port in memory, for tests and throwaway runs: correct and simple, and gone with its
/// process. One lock guards everything; whoever waits, waits on a condition of that lock. Nothing
/// of it but [io.edgemq.memory.MemoryStore] is seen from outside.
@NullMarked
package io.edgemq.memory;

import org.jspecify.annotations.NullMarked;
