package peer;

import interop.Sparse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.apache.thrift.TBaseHelper;

/** What some methods answer, for the server and for the client that checks it. */
final class Answers {
  private static final HexFormat HEX = HexFormat.of();

  private Answers() {}

  static String describe(boolean b, byte i8, short i16, int i32, long i64, double d, String s,
      ByteBuffer bin, Sparse e, List<Integer> nums) {
    long sum = nums.stream().mapToLong(Integer::longValue).sum();
    return "b=" + b + " i8=" + i8 + " i16=" + i16 + " i32=" + i32 + " i64=" + i64
        + " d=" + HEX.toHexDigits(Double.doubleToRawLongBits(d))
        + " s=" + HEX.formatHex(s.getBytes(StandardCharsets.UTF_8))
        + " bin=" + HEX.formatHex(TBaseHelper.byteBufferToByteArray(bin))
        + " e=" + e.getValue() + " sum=" + sum;
  }

  static byte[] blob(int size) {
    var bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i % 251);
    }
    return bytes;
  }
}
