package io.edgemq.bench;

import java.util.List;

/// Measures SQLite itself on this machine, with one row and with sixty-four rows a commit.
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
