package io.edgemq.nats.push;

import io.edgemq.jetstream.table.Decision;
import io.edgemq.jetstream.table.Edit;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.OwnerId;
import io.edgemq.ports.out.StoreTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which processes live. Each has a row with a number that it counts up. Nobody compares clocks: a
/// process is not alive when its row has stayed the same for [#SILENT_MILLIS] of the observer's own
/// time.
final class Owners {
  /// After this time without a sign of life a process is not alive.
  static final long SILENT_MILLIS = 6_000;

  /// Who has not looked for so long was away itself, and cannot tell who else was.
  private static final long AWAY_MILLIS = DeliveryStore.SIGN_OF_LIFE.multipliedBy(2).toMillis();

  private final ReplicatedTable<Long> table;
  private final StoreTime time;

  /// What was seen of each process.
  private final Map<String, Sign> signs = new HashMap<>();

  private long lookedAt;

  /// @param revision of the row
  /// @param at when it was seen first, by this process's own time
  private record Sign(long revision, long at) {}

  Owners(ReplicatedTable<Long> table, StoreTime time) {
    this.table = table;
    this.time = time;
    look();
  }

  /// Gives a sign of life of `owner`, and answers who lives. Removes the rows of those who do not.
  Set<OwnerId> alive(OwnerId owner) {
    var key = owner.value();
    table.change(
        view -> {
          long count = view.get(key).map(row -> row.readable()).orElse(0L);
          return Decision.one(new Edit.Put<>(key, count + 1), count);
        });
    return look(owner);
  }

  private Set<OwnerId> look(OwnerId owner) {
    var dead = look();
    var living = new HashSet<OwnerId>();
    living.add(owner);
    for (var key : table.view().rows().keySet()) {
      if (!dead.containsKey(key)) {
        living.add(new OwnerId(key));
      }
    }
    if (!dead.isEmpty()) {
      bury(dead);
    }
    return Set.copyOf(living);
  }

  /// Removes the rows that still have these revisions.
  private void bury(Map<String, Long> dead) {
    table.change(
        view -> {
          List<Edit<Long>> edits = new ArrayList<>();
          dead.forEach(
              (key, revision) ->
                  view.get(key)
                      .filter(row -> row.revision() == revision)
                      .ifPresent(_ -> edits.add(new Edit.Remove<>(key))));
          return new Decision<>(edits, edits.size());
        });
  }

  /// `owner` lives no more.
  void leave(OwnerId owner) {
    var key = owner.value();
    table.change(
        view ->
            view.get(key).isPresent()
                ? Decision.one(new Edit.Remove<>(key), true)
                : Decision.<Long, Boolean>none(false));
  }

  /// Whether `owner` lives, as far as is known here.
  boolean isAlive(OwnerId owner) {
    var dead = look();
    var key = owner.value();
    return table.view().get(key).isPresent() && !dead.containsKey(key);
  }

  /// Looks at all rows. Answers the revisions of those that have been silent for too long.
  private synchronized Map<String, Long> look() {
    long now = time.elapsedMillis();
    boolean wasAway = now - lookedAt > AWAY_MILLIS || table.silence().toMillis() > AWAY_MILLIS;
    lookedAt = now;
    var rows = table.view().rows();
    signs.keySet().retainAll(rows.keySet());
    var dead = new HashMap<String, Long>();
    rows.forEach(
        (key, row) -> {
          var sign = signs.get(key);
          if (sign == null || sign.revision() != row.revision() || wasAway) {
            signs.put(key, new Sign(row.revision(), now));
          } else if (now - sign.at() >= SILENT_MILLIS) {
            dead.put(key, row.revision());
          }
        });
    return dead;
  }
}
