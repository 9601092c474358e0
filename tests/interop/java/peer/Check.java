package peer;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;

/** One thing that a server must do right: the body throws if it does not. */
record Check(String name, Body body) {
  interface Body {
    void run() throws Exception;
  }

  interface Call<T> {
    T with(T value) throws TException;
  }

  /** The method gives back each of the values. */
  @SafeVarargs
  static <T> Check echo(String name, Call<T> call, T... values) {
    return new Check(
        name,
        () -> {
          for (T value : values) {
            equal(call.with(value), value);
          }
        });
  }

  static void equal(Object answer, Object wanted) {
    if (!Objects.equals(answer, wanted)) {
      throw new IllegalStateException(answer + " instead of " + wanted);
    }
  }

  /** The call throws an exception like the wanted one. */
  static void thrown(Callable<?> call, Exception wanted) throws Exception {
    equal(exception(wanted.getClass(), call), wanted);
  }

  /** The call throws a TApplicationException of that kind. */
  static void refused(Callable<?> call, int kind) throws Exception {
    equal(exception(TApplicationException.class, call).getType(), kind);
  }

  static <E extends Exception> E exception(Class<E> wanted, Callable<?> call) throws Exception {
    Object answer;
    try {
      answer = call.call();
    } catch (Exception e) {
      if (wanted.isInstance(e)) {
        return wanted.cast(e);
      }
      throw e;
    }
    throw new IllegalStateException(answer + " instead of a " + wanted.getSimpleName());
  }
}
