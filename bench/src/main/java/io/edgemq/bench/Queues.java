package io.edgemq.bench;

/// A queue of the subject that scenarios fill and drain.
record Queues(Lab lab, Server server, String queue) {
  private static final int FILL_CONNECTIONS = 8;

  /// Makes the queue with a visibility long enough for any round.
  static Queues create(Lab lab, Server server, String name) {
    server.post("/v1/queues", "{\"name\":\"" + name + "\",\"visibility_timeout_seconds\":600}");
    return new Queues(lab, server, "/v1/queues/" + name);
  }

  /// Sends at least so many messages of 256 bytes, in batches; returns messages a second.
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

  /// Receives ten and settles ten over so many connections until so many messages are done; returns
  /// messages a second.
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
