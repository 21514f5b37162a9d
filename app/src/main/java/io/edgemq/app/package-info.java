/// The program: command line, configuration, wiring, and the order of start and stop. It may depend
/// on every other module, and has no business rules.
@NullMarked
package io.edgemq.app;

import org.jspecify.annotations.NullMarked;
