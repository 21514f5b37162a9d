/// The deployable: command line, configuration, wiring and the order of starting and stopping. The
/// only module that sees every other one; it holds no rule of its own.
@NullMarked
package io.edgemq.app;

import org.jspecify.annotations.NullMarked;
