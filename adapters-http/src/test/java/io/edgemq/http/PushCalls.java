package io.edgemq.http;

import java.net.http.HttpResponse;

/// Makes and changes a subscription that pushes. Single quotes stand for double ones.
record PushCalls(TestServer server) {
  static final String ALL = "/v1/subscriptions";
  static final String ONE = ALL + "/" + FakeSubscriptions.ID.value();
  static final String HOOK = "'url':'https://hooks.example/in'";

  /// Creates one.
  ///
  /// @param push the fields of `push`
  /// @param more further fields, each after a comma
  HttpResponse<String> create(String push, String more) throws Exception {
    var fields = "'name':'b','topic':'orders','delivery_type':'http_push'";
    return server.post(
        ALL, ("{" + fields + ",'push':{" + push + "}" + more + "}").replace('\'', '"'));
  }

  HttpResponse<String> change(String fields) throws Exception {
    return server.patch(ONE, ("{" + fields + "}").replace('\'', '"'));
  }
}
