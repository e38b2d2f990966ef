package org.xattnbmd.samples.pacs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MultipartRelatedTest {

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
