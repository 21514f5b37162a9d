/// Benchmarks that print ratios. They compare EdgeMQ with a bare floor, in turns, with the same
/// generator in the same run. Absolute numbers of one machine say little about another machine. A
/// ratio to the best that the same machine can do says more.
///
/// [Bench] is the runner. It starts every server, floor and load generator in its own process. It
/// uses EdgeMQ only from outside, over HTTP on the loopback interface. Counts and times are
/// bounded. The build tests only the parsers.
@NullMarked
package io.edgemq.bench;

import org.jspecify.annotations.NullMarked;
