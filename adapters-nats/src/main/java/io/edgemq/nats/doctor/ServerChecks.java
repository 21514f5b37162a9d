package io.edgemq.nats.doctor;

import io.edgemq.domain.Limits;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Room;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.ports.out.Finding;
import io.edgemq.ports.out.Finding.Ok;
import io.edgemq.ports.out.Finding.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Checks the servers as far as a client sees them: the largest message, their clock, their room.
final class ServerChecks {
  /// What EdgeMQ's own headers and the names of attributes may take, beside the attributes.
  private static final int HEADERS = 8 << 10;

  /// Leases follow the adapters' clocks; one second is what NTP keeps with ease.
  private static final Duration SKEW = Duration.ofSeconds(1);

  private static final double FULL = 0.8;

  private final Cluster cluster;
  private final Limits limits;
  private final InstantSource clock;

  ServerChecks(Cluster cluster, Limits limits, InstantSource clock) {
    this.cluster = cluster;
    this.limits = limits;
    this.clock = clock;
  }

  List<Finding> findings(Inventory inventory) {
    var findings = new ArrayList<Finding>();
    findings.add(payload());
    if (!inventory.buckets().isEmpty() || !inventory.streams().isEmpty()) {
      findings.add(clocks(inventory));
    }
    findings.add(room());
    return findings;
  }

  private Finding payload() {
    long most = cluster.maxPayload();
    long needed = (long) limits.messageBytes() + limits.attributeBytes() + HEADERS;
    return most >= needed
        ? new Ok("max_payload", most + " bytes")
        : new Problem(
            "max_payload",
            "the servers take %d bytes, a message may need %d".formatted(most, needed),
            "set max_payload in the servers' configuration, or lower --max-message-bytes");
  }

  private Finding clocks(Inventory inventory) {
    var stream = new StreamClient(cluster, inventory.any().name());
    var before = clock.instant();
    var status = stream.info();
    var after = clock.instant();
    var theirs = status.map(found -> found.at()).orElse(null);
    if (theirs == null) {
      return new Ok("clock", "the server did not tell its time");
    }
    var skew = distance(theirs, before, after);
    return skew.compareTo(SKEW) <= 0
        ? new Ok("clock", "within %d ms of the server's".formatted(skew.toMillis()))
        : new Problem(
            "clock",
            "this machine and the server are %d ms apart".formatted(skew.toMillis()),
            "keep the clocks of servers and adapters synchronous (NTP)");
  }

  /// How far `theirs` lies outside the time between the two others.
  private static Duration distance(Instant theirs, Instant before, Instant after) {
    if (theirs.isBefore(before)) {
      return Duration.between(theirs, before);
    }
    return theirs.isAfter(after) ? Duration.between(after, theirs) : Duration.ZERO;
  }

  private Finding room() {
    var room = Room.of(cluster);
    if (room.limit() < 0) {
      return new Ok("room", room.used() + " bytes used; the account has no limit of its own");
    }
    var detail = "%d of %d bytes used".formatted(room.used(), room.limit());
    return room.used() <= FULL * room.limit()
        ? new Ok("room", detail)
        : new Problem("room", detail, "raise the account's limit, or remove what is not needed");
  }
}
