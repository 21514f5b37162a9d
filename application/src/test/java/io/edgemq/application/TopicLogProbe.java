package io.edgemq.application;

import io.edgemq.ports.out.TopicLog;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/// Looks at the calls of a log before they are made, and after.
interface TopicLogProbe {
  /// A call of `method` is about to be made.
  void called(Method method, Object[] arguments) throws InterruptedException;

  /// A call of `method` was made.
  default void returned(Method method) {}

  /// `log`, looked at by `probe`.
  static TopicLog on(TopicLog log, TopicLogProbe probe) {
    return (TopicLog)
        Proxy.newProxyInstance(
            TopicLog.class.getClassLoader(),
            new Class<?>[] {TopicLog.class},
            (_, method, arguments) -> {
              probe.called(method, arguments);
              try {
                var result = method.invoke(log, arguments);
                probe.returned(method);
                return result;
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }
}
