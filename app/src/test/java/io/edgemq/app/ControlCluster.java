package io.edgemq.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A cluster of one server, one control process and adapters.
final class ControlCluster implements AutoCloseable {
  static final String ADMIN = "anna-has-this-token-for-tests";

  private final NatsBroker nats;
  private final Path directory;
  private final ServerProcess control;

  /// @param directory empty; all files are there
  ControlCluster(Path directory) throws IOException {
    this.directory = directory;
    this.nats = new NatsBroker(directory.resolve("nats"));
    Files.writeString(directory.resolve("receipts"), "0123456789abcdef".repeat(4));
    Files.writeString(directory.resolve("admins"), "# operators\nanna:" + ADMIN + "\n");
    this.control = start("control");
  }

  private ServerProcess start(String role) {
    return start(role, role);
  }

  private ServerProcess start(String name, String role) {
    return new ServerProcess(
        directory.resolve(name),
        "--role=" + role,
        "--store=nats",
        "--nats=" + nats.url(),
        "--push-allow=127.0.0.0/8",
        "--admin-token-file=" + directory.resolve("admins"),
        "--receipt-secret-file=" + directory.resolve("receipts"));
  }

  /// Starts an adapter. Returns when it is ready.
  ServerProcess adapter(String name) {
    return start(name, "adapter");
  }

  ServerProcess control() {
    return control;
  }

  Operators operators() {
    return new Operators(control, ADMIN);
  }

  /// What `edgemq audit verify` says.
  Operators.Printed verify() {
    return Operators.run(
        "audit",
        "verify",
        "--store=nats",
        "--nats=" + nats.url(),
        "--receipt-secret-file=" + directory.resolve("receipts"));
  }

  NatsBroker nats() {
    return nats;
  }

  @Override
  public void close() {
    control.close();
    nats.close();
  }
}
