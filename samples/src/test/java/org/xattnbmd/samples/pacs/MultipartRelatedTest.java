package org.xattnbmd.samples.pacs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Flow;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MultipartRelatedTest {

    /** As the JDK's client asks, one at a time or all at once, and again for a second try. */
    @Test
    void largeObjectsGoOutInPiecesThatAreWholeTogether() {
        byte[] object = new byte[300_000];
        new Random(1).nextBytes(object);
        MultipartRelated.Body body = MultipartRelated.of(List.of(object, new byte[0]));
        BodyPieces pieces = new BodyPieces(body.pieces());
        for (long asked : new long[] {1, 2, Long.MAX_VALUE}) {
            Taken taken = new Taken(asked);
            pieces.subscribe(taken);
            assertThat(taken.bytes.toByteArray()).isEqualTo(StubArchive.joined(body));
            assertThat(taken.ends).isEqualTo(1);
            assertThat(taken.largest).isEqualTo(128 << 10);
        }
        Taken cancelled = new Taken(1);
        cancelled.most = 2;
        pieces.subscribe(cancelled);
        assertThat(cancelled.ends).isZero();
        assertThat(cancelled.buffers).isEqualTo(2);
    }

    private static final class Taken implements Flow.Subscriber<ByteBuffer> {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final long asked;
        private Flow.Subscription subscription;
        private int most = Integer.MAX_VALUE;
        private int buffers;
        private int largest;
        private int ends;

        Taken(long asked) {
            this.asked = asked;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(asked);
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            byte[] piece = new byte[buffer.remaining()];
            buffer.get(piece);
            bytes.writeBytes(piece);
            largest = Math.max(largest, piece.length);
            buffers++;
            if (buffers == most) {
                subscription.cancel();
            }
            subscription.request(asked);
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onComplete() {
            ends++;
        }
    }

    @Property(tries = 200, seed = "1")
    void whatIsPackedComesOutAgain(@ForAll @Size(max = 4) List<byte[]> objects) {
        MultipartRelated.Body body = MultipartRelated.of(objects);
        List<byte[]> parts = MultipartRelated.parts(body.contentType(), StubArchive.joined(body));
        assertThat(parts).hasSameSizeAs(objects);
        for (int i = 0; i < parts.size(); i++) {
            assertThat(parts.get(i)).isEqualTo(objects.get(i));
        }
    }

    @Property(tries = 200, seed = "1")
    void aBodyThatIsCutIsRefused(@ForAll @Size(min = 1, max = 3) List<byte[]> objects, @ForAll double share) {
        MultipartRelated.Body body = MultipartRelated.of(objects);
        // Without the closing boundary's two hyphens and line end there is no end.
        int length = (int) (Math.abs(share % 1) * (StubArchive.joined(body).length - 4));
        assertThatThrownBy(() ->
                        MultipartRelated.parts(body.contentType(), Arrays.copyOf(StubArchive.joined(body), length)))
                .isInstanceOf(ArchiveException.class)
                .extracting(e -> ((ArchiveException) e).code())
                .isEqualTo(ArchiveException.Code.BAD_ANSWER);
    }

    /** RFC 2046: text before the first boundary, quoted boundaries, more headers, space after a boundary. */
    @Test
    void theFormsThatServersWriteAreRead() {
        String body =
                "preamble\r\n--a b\r\nContent-Type: application/dicom\r\nContent-Length: 3\r\n\r\nxyz\r\n--a b--\r\n";
        assertThat(MultipartRelated.parts(
                        "multipart/related; type=\"application/dicom\"; boundary=\"a b\"",
                        body.getBytes(StandardCharsets.US_ASCII)))
                .singleElement()
                .isEqualTo("xyz".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> MultipartRelated.parts("multipart/related", new byte[3]))
                .isInstanceOf(ArchiveException.class);
    }
}
