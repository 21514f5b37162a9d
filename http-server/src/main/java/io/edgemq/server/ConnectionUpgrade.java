package io.edgemq.server;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.Headers;
import io.helidon.webserver.CloseConnectionException;
import java.io.IOException;
import java.io.UncheckedIOException;

/// A connection that leaves request and answer for another protocol. Nothing is written yet.
final class ConnectionUpgrade extends Continuation {
  private static final long serialVersionUID = 1;

  private final transient ClientConnection connection;
  private final transient ProtocolSwitch other;
  private final transient byte[] answer;
  private final transient Delivery delivery;

  /// @param headers what the last answer carries
  /// @param delivery counts it, once
  ConnectionUpgrade(
      ClientConnection connection, Takeover takeover, Headers headers, Delivery delivery) {
    super("the connection goes on with another protocol");
    this.connection = connection;
    this.other = new ProtocolSwitch(takeover, delivery::done);
    this.answer = ProtocolSwitch.answer(headers);
    this.delivery = delivery;
  }

  @Override
  void run() {
    connection.enter(null);
    try (delivery) {
      connection.handTo(other, answer);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CloseConnectionException("the server stops", stopped);
    } catch (IOException
        | UncheckedIOException
        | DataReader.InsufficientDataAvailableException gone) {
      throw new CloseConnectionException("the client went away", gone);
    } finally {
      other.end();
      connection.exit();
    }
    throw new CloseConnectionException("the other protocol is done");
  }
}
