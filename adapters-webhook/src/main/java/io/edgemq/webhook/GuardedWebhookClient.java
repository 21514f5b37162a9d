package io.edgemq.webhook;

import io.edgemq.domain.WebhookUrl;
import io.edgemq.ports.out.DocumentClient;
import io.edgemq.ports.out.WebhookClient;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;

/// Calls URLs of tenants, over HTTP/1.1 and HTTP/2. The guard is asked thrice: for a host that is
/// an address, for all addresses of a name, and for the address that a socket connects to. Each
/// endpoint has its own connections; endpoints share no thread, no pool and no queue that one of
/// them could fill.
public final class GuardedWebhookClient implements WebhookClient {
  /// How long [#check] waits for a name.
  private static final Duration CHECK_TIME = Duration.ofSeconds(5);

  /// How long one address of several is tried.
  private static final int CONNECT_SECONDS = 10;

  /// How often a connection of HTTP/2 is asked whether it is alive.
  private static final int PING_SECONDS = 10;

  private final AddressGuard guard;
  private final GuardedDns dns;
  private final OkHttpEndpoint.Caller caller;

  /// Who is trusted.
  record Trust(SSLSocketFactory sockets, X509TrustManager manager) {
    /// Whom this JDK trusts.
    static Trust ofJdk() {
      try {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        var managers = factory.getTrustManagers();
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers, null);
        return new Trust(context.getSocketFactory(), (X509TrustManager) managers[0]);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this JDK has no TLS", e);
      }
    }
  }

  private GuardedWebhookClient(WebhookSettings settings, Trust trust) {
    this.guard = new AddressGuard(settings.allowed());
    this.dns = new GuardedDns(settings.resolver(), guard);
    this.caller =
        new OkHttpEndpoint.Caller(
            base(dns, trust), guard, settings.time(), "EdgeMQ/" + settings.version());
  }

  /// A client that trusts the certificates that this JDK trusts. It holds no connection.
  public static GuardedWebhookClient open(WebhookSettings settings) {
    return new GuardedWebhookClient(settings, Trust.ofJdk());
  }

  /// As [#open(WebhookSettings)], with another trust.
  static GuardedWebhookClient open(WebhookSettings settings, Trust trust) {
    return new GuardedWebhookClient(settings, trust);
  }

  /// What is the same for all endpoints. Times are kept by [Attempt]: OkHttp's own are kept by one
  /// thread for all calls, which a connection with a stuck TLS can hold.
  private static OkHttpClient base(GuardedDns dns, Trust trust) {
    return new OkHttpClient.Builder()
        .dns(dns)
        .proxy(Proxy.NO_PROXY)
        .followRedirects(false)
        .followSslRedirects(false)
        .retryOnConnectionFailure(false)
        // The calling thread tries the addresses, one after the other: it is a virtual one.
        .fastFallback(false)
        .connectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
        .readTimeout(0, TimeUnit.SECONDS)
        .writeTimeout(0, TimeUnit.SECONDS)
        .callTimeout(0, TimeUnit.SECONDS)
        .pingInterval(PING_SECONDS, TimeUnit.SECONDS)
        .sslSocketFactory(new TlsSockets(trust.sockets()), trust.manager())
        .build();
  }

  @Override
  public Check check(WebhookUrl url) {
    var address = url.address();
    if (address.isPresent()) {
      return guard.permits(address.get()) ? new Allowed() : new Forbidden();
    }
    try {
      dns.check(url.host(), CHECK_TIME);
      return new Allowed();
    } catch (ForbiddenAddressException _) {
      return new Forbidden();
    } catch (UnknownHostException _) {
      return new Unresolved();
    }
  }

  /// Reads documents behind the same guard.
  public DocumentClient documents() {
    return new GuardedDocuments(caller);
  }

  @Override
  public Endpoint open(WebhookUrl url) {
    return new OkHttpEndpoint(caller, url);
  }
}
