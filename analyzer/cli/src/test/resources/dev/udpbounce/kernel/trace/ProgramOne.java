import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Connects, sends three bytes to a port where nobody listens, and receives. */
class ProgramOne {
    public static void main(String[] args) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.connect(new InetSocketAddress("127.0.0.1", 1060));
            channel.write(ByteBuffer.wrap(new byte[] {'1', '2', '3'}));
            channel.read(ByteBuffer.allocate(100));
        } catch (PortUnreachableException e) {
            System.out.println(e);
        }
    }
}
