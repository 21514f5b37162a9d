package io.edgemq.bench;

/// A queue of EdgeMQ that scenarios fill and drain.
record Queues(Lab lab, Server server, String queue) {
  private static final int FILL_CONNECTIONS = 8;

  /// Creates the queue with a visibility timeout that is long enough for any round.
  static Queues create(Lab lab, Server server, String name) {
    server.post("/v1/queues", "{\"name\":\"" + name + "\",\"visibility_timeout_seconds\":600}");
    return new Queues(lab, server, "/v1/queues/" + name);
  }

  /// Sends at least the given number of 256-byte messages, in batches. Returns messages a second.
  double fill(int messages) {
    return lab.load(
            server,
            "workload=batch",
            "bytes=256",
            "path=" + queue + "/messages/batch",
            "connections=" + FILL_CONNECTIONS,
            "units=" + messages)
        .decimal("per_second");
  }

  /// Receives and settles ten messages at a time, over the given number of connections, until the
  /// given number is done. Returns messages a second.
  double drain(int messages, int connections) {
    return lab.load(
            server,
            "workload=drain",
            "path=" + queue,
            "connections=" + connections,
            "units=" + messages)
        .decimal("per_second");
  }
}
