package io.edgemq.server;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.function.Supplier;

/// Reads the body of a request.
final class BodyReader {
  private static final int ALLOCATED_AT_ONCE = 1 << 16;

  /// While its length is unknown, a body is copied to ever more room.
  private static final long GROWING = 4;

  private final Exchange exchange;
  private final ServerRequest request;
  private final Holding holding;
  private final boolean http2;

  BodyReader(Exchange exchange, boolean http2) {
    this.exchange = exchange;
    this.request = exchange.request();
    this.holding = exchange.holding();
    this.http2 = http2;
  }

  /// The body, or one byte more than `limit` of it. Whatever is refused meanwhile, the connection
  /// ends: nobody can say where the next request begins, and a part of this one would be taken for
  /// it. Throws what `tooLarge` makes when Helidon finds the body too large.
  ///
  /// @param announced how long it is; -1 when that is not known
  byte[] read(long announced, int limit, Supplier<? extends RuntimeException> tooLarge) {
    boolean done = false;
    try {
      var bytes = http2 ? readWatched(announced, limit) : readNow(announced, limit);
      done = true;
      return bytes;
    } catch (DataReader.InsufficientDataAvailableException gone) {
      throw new CloseConnectionException("the client went away within a body", gone);
    } catch (RequestException refused) {
      throw switch (refused.status().code()) {
        // Helidon counts chunks for itself, against the largest body of all.
        case 413 -> tooLarge.get();
        case 503 -> Call.overload();
        default -> new FaultException(new Fault.MalformedBody());
      };
    } catch (NumberFormatException | DataReader.IncorrectNewLineException malformed) {
      throw new FaultException(new Fault.MalformedBody());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } finally {
      if (!done) {
        exchange.endConnection();
      }
    }
  }

  /// Reads on a stream of HTTP/2, where nobody else would wake the thread when the client is gone.
  private byte[] readWatched(long announced, int limit) throws IOException {
    try (var watch = ClientConnection.of(request).watchBody(request)) {
      var bytes = readNow(announced, limit);
      if (watch.isGone()) {
        throw new CloseConnectionException("the client went away within a body");
      }
      return bytes;
    }
  }

  /// Reads to the end, or one byte beyond the limit. Closing the stream looks for the end, so it is
  /// done only where the end is known to be there.
  private byte[] readNow(long announced, int limit) throws IOException {
    var in = request.content().inputStream();
    if (announced < 0) {
      return readUncounted(in, limit);
    }
    byte[] bytes;
    if (announced <= ALLOCATED_AT_ONCE) {
      bytes = new byte[(int) announced];
      int length = in.readNBytes(bytes, 0, bytes.length);
      bytes = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    } else {
      bytes = in.readNBytes((int) announced);
    }
    if (bytes.length == announced) {
      in.close();
    }
    return bytes;
  }

  /// Reads what was not announced, one byte beyond the limit at most, and counts it as it comes.
  private byte[] readUncounted(InputStream in, int limit) throws IOException {
    var pieces = new ByteArrayOutputStream();
    var piece = new byte[Math.min(ALLOCATED_AT_ONCE, limit + 1)];
    while (pieces.size() <= limit) {
      int length = in.read(piece, 0, Math.min(piece.length, limit + 1 - pieces.size()));
      if (length < 0) {
        break;
      }
      holding.cover(GROWING * (pieces.size() + (long) length));
      pieces.write(piece, 0, length);
    }
    return pieces.toByteArray();
  }
}
