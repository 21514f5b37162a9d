/// Every store port in memory, for tests and throwaway runs: correct and simple. The data is gone
/// when the process ends. One lock guards everything, and waiting calls wait on a condition of that
/// lock. Only [io.edgemq.memory.MemoryStore] is public.
@NullMarked
package io.edgemq.memory;

import org.jspecify.annotations.NullMarked;
