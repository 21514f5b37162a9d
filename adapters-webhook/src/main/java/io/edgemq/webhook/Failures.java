package io.edgemq.webhook;

import io.edgemq.domain.push.Answer.Failed;
import io.edgemq.domain.push.FailureClass;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.internal.http2.ConnectionShutdownException;
import okhttp3.internal.http2.ErrorCode;
import okhttp3.internal.http2.StreamResetException;

/// What exceptions say about an attempt, in the words of the contract. Tenants read the details, so
/// they are words of our own: a library's name addresses, its own insides and what the endpoint
/// sent. Pure.
final class Failures {
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
      return new Failed(FailureClass.ADDRESS_FORBIDDEN, String.valueOf(e.getMessage()));
    }
    if (e instanceof UnknownHostException) {
      // All of them are made by NameLookups.
      return new Failed(FailureClass.UNRESOLVED, String.valueOf(e.getMessage()));
    }
    return switch (stage) {
      case RESOLVING, CONNECTING -> new Failed(FailureClass.CONNECT, unconnected(e));
      case SECURING ->
          isBroken(e)
              ? new Failed(FailureClass.RESET, broken(stage))
              : new Failed(FailureClass.TLS, insecure(e));
      case SENDING, WAITING -> unanswered(e, stage, heard);
    };
  }

  private static String unconnected(IOException e) {
    var said = String.valueOf(root(e).getMessage());
    if (said.contains("refused")) {
      return "the connection was refused";
    }
    if (cause(e, SocketTimeoutException.class).isPresent() || said.contains("timed out")) {
      return "the endpoint's address did not answer";
    }
    return cause(e, NoRouteToHostException.class).isPresent() || said.contains("unreachable")
        ? "there is no route to the endpoint"
        : "no connection could be made";
  }

  private static String insecure(IOException e) {
    if (cause(e, SSLPeerUnverifiedException.class).isPresent()) {
      return "the endpoint's certificate is one of another name";
    }
    if (cause(e, CertificateExpiredException.class).isPresent()) {
      return "the endpoint's certificate has expired";
    }
    if (cause(e, CertificateNotYetValidException.class).isPresent()) {
      return "the endpoint's certificate is not valid yet";
    }
    return cause(e, CertificateException.class).isPresent()
        ? "nobody who is trusted vouches for the endpoint's certificate"
        : "the endpoint speaks no TLS, or none that is acceptable";
  }

  private static Failed unanswered(IOException e, Stage stage, long heard) {
    if (heard >= LONGEST_HEAD) {
      return protocol("the head of the answer is too large");
    }
    if (isProtocol(e)) {
      return protocol("the answer is not HTTP");
    }
    if (e instanceof SSLException && !isBroken(e)) {
      return new Failed(FailureClass.TLS, "the connection's TLS failed while " + stage.text());
    }
    return new Failed(
        FailureClass.RESET,
        cause(e, StreamResetException.class).isPresent()
            ? "the endpoint broke the request off"
            : broken(stage));
  }

  private static String broken(Stage stage) {
    return "the connection broke while " + stage.text();
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
}
