/// The rules of the house as tests: each is checked against every module, and each has a fixture
/// under [io.edgemq.arch.fixtures] that breaks it, so that no rule can pass by looking at nothing.
@NullMarked
package io.edgemq.arch;

import org.jspecify.annotations.NullMarked;
