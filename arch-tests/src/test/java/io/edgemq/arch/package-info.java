/// The rules of the project as tests. Each is checked against every module. Each has a fixture
/// under [io.edgemq.arch.fixtures] that breaks it, so that a rule that checks nothing fails.
@NullMarked
package io.edgemq.arch;

import org.jspecify.annotations.NullMarked;
