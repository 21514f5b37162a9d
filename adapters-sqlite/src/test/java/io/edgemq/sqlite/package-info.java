/// Tests of the SQLite store: the contract that every store passes, and what only this one
/// promises.
@NullMarked
package io.edgemq.sqlite;

import org.jspecify.annotations.NullMarked;
