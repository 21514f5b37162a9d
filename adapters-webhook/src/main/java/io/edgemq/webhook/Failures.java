package io.edgemq.webhook;

import io.edgemq.domain.push.Answer.Failed;
import io.edgemq.domain.push.FailureClass;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import okhttp3.internal.http2.ConnectionShutdownException;
import okhttp3.internal.http2.ErrorCode;
import okhttp3.internal.http2.StreamResetException;

/// What exceptions say about an attempt, in the words of the contract. Tenants read the details:
/// they name no address. Pure.
final class Failures {
  private static final int LONGEST_DETAIL = 200;

  /// OkHttp gives a head this much room, and then says that the connection has ended.
  private static final int LONGEST_HEAD = 256 * 1024;

  /// How the errors of HTTP/2 begin, after the names of frames and codes.
  private static final Pattern HTTP_2_ERROR = Pattern.compile("[A-Z]+(_[A-Z]+)+\\b.*");

  private Failures() {}

  /// The time was up at `stage`.
  static Failed late(Stage stage) {
    return new Failed(FailureClass.TIMEOUT, "the time was up while " + stage.text());
  }

  /// What is no answer that HTTP knows.
  static Failed protocol(String detail) {
    return new Failed(FailureClass.PROTOCOL, detail);
  }

  /// The attempt ended with `e`.
  ///
  /// @param heard how many bytes had come on the connection since the request was sent
  static Failed of(IOException e, Stage stage, long heard) {
    if (e instanceof ForbiddenAddressException) {
      return new Failed(FailureClass.ADDRESS_FORBIDDEN, detail(e));
    }
    if (e instanceof UnknownHostException) {
      return new Failed(FailureClass.UNRESOLVED, detail(e));
    }
    return switch (stage) {
      case RESOLVING, CONNECTING ->
          new Failed(FailureClass.CONNECT, "no connection: " + detail(root(e)));
      case SECURING ->
          new Failed(
              isBroken(e) ? FailureClass.RESET : FailureClass.TLS,
              "the TLS handshake failed: " + detail(root(e)));
      case SENDING, WAITING -> new Failed(classOf(e, heard), detail(root(e)));
    };
  }

  private static FailureClass classOf(IOException e, long heard) {
    if (isProtocol(e) || heard >= LONGEST_HEAD) {
      return FailureClass.PROTOCOL;
    }
    return e instanceof SSLException && !isBroken(e) ? FailureClass.TLS : FailureClass.RESET;
  }

  private static boolean isProtocol(IOException e) {
    return cause(e, ProtocolException.class).isPresent()
        || HTTP_2_ERROR.matcher(String.valueOf(e.getMessage())).matches();
  }

  /// Whether the connection broke below TLS.
  private static boolean isBroken(IOException e) {
    return cause(e, CertificateException.class).isEmpty()
        && (!(e instanceof SSLException) || cause(e, SocketException.class).isPresent());
  }

  /// Whether the endpoint has certainly not begun to work on the request (RFC 9113, 8.7).
  static boolean isUntouched(IOException e) {
    return e instanceof ConnectionShutdownException
        || (e instanceof StreamResetException reset && reset.errorCode == ErrorCode.REFUSED_STREAM);
  }

  private static <T> Optional<Throwable> cause(Throwable e, Class<T> type) {
    return causes(e).filter(type::isInstance).findFirst();
  }

  private static Throwable root(Throwable e) {
    return causes(e).reduce(e, (_, cause) -> cause);
  }

  private static Stream<Throwable> causes(Throwable e) {
    return Stream.iterate(e, cause -> cause != null, Throwable::getCause);
  }

  /// The first line of the message.
  private static String detail(Throwable e) {
    var message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    var line = message.strip().lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ");
    return line.length() > LONGEST_DETAIL ? line.substring(0, LONGEST_DETAIL) : line;
  }
}
