/// Stands in for the other side of a recipe: answers 200 to every POST, and shows on GET what came, a
/// line for each. Runs with a JDK alone:
///
///     java docs/recipes/StandIn.java [PORT]

import module jdk.httpserver;

final StringBuffer received = new StringBuffer();

void main(String[] arguments) throws IOException {
  int port = arguments.length == 0 ? 9000 : Integer.parseInt(arguments[0]);
  var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
  server.createContext("/", this::answer);
  server.start();
  IO.println("http://127.0.0.1:" + server.getAddress().getPort());
}

void answer(HttpExchange exchange) throws IOException {
  try (exchange) {
    var body = new String(exchange.getRequestBody().readAllBytes()).strip();
    boolean isPush = exchange.getRequestMethod().equals("POST");
    if (isPush) {
      received.append("POST " + exchange.getRequestURI() + " " + body + "\n");
    }
    var shown = (isPush ? "ok" : received.toString()).getBytes();
    exchange.sendResponseHeaders(200, shown.length == 0 ? -1 : shown.length);
    exchange.getResponseBody().write(shown);
  }
}
