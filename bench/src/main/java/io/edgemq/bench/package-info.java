/// Benchmarks that print ratios: EdgeMQ against a bare floor, measured by the same generator in the
/// same run, in turns. An absolute number of one machine says little to the owner of another; a
/// ratio to what the same machine can do at best travels.
///
/// [Bench] is the runner. It starts every server, floor and load generator as a process of its own
/// and looks at EdgeMQ only from outside, over HTTP on the loopback interface, bounded in count and
/// time. Nothing here is part of a build's tests except the parsers.
@NullMarked
package io.edgemq.bench;

import org.jspecify.annotations.NullMarked;
