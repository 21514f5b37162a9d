package io.edgemq.bench;

import java.util.List;

/// What SQLite itself does on this machine: one row a commit, and sixty-four.
record StoreScenario() implements Scenario {
  @Override
  public String name() {
    return "sqlite";
  }

  @Override
  public String question() {
    return "bare SQLite, 256-byte rows a second, 1 and 64 rows a commit (no bound)";
  }

  @Override
  public List<Finding> run(Lab lab) {
    return List.of(
        Finding.number("sqlite, 1 row a commit", lab.sqliteFloor(1), "rows/s"),
        Finding.number("sqlite, 64 rows a commit", lab.sqliteFloor(64), "rows/s"));
  }
}
