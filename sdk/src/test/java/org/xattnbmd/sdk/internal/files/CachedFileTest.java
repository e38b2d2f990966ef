package org.xattnbmd.sdk.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedFileTest {

    private static final String TEXT = "a library";

    @TempDir
    Path folder;

    private Path original;
    private Path library;
    private Path note;
    private URL source;
    private CachedFile cached;

    @BeforeEach
    void unpack() throws Exception {
        original = Files.writeString(folder.resolve("original"), TEXT);
        source = original.toUri().toURL();
        Path cache = folder.resolve("cache");
        OwnFolder.make(cache);
        library = cache.resolve("library.so");
        note = cache.resolve("library.so.verified");
        cached = new CachedFile(library, TEXT.length(), 1);
        assertThat(cached.intact(source)).isFalse();
        cached.unpack(source);
    }

    @Test
    void whatWasUnpackedIsIntactAndNotComparedAgain() throws Exception {
        assertThat(cached.intact(source)).isTrue();
        Files.delete(original);

        assertThat(cached.intact(source)).as("by its stamp alone").isTrue();
    }

    @Test
    void aChangeBehindAnOldTimeIsFound() throws Exception {
        FileTime time = Files.getLastModifiedTime(library);
        Files.writeString(library, "b library");
        Files.setLastModifiedTime(library, time);

        assertThat(cached.intact(source)).isFalse();
    }

    @Test
    void anotherFileInItsPlaceIsComparedAndThenKnown() throws Exception {
        Path same = Files.writeString(folder.resolve("same"), TEXT);
        Files.delete(library);
        Files.move(same, library);
        String before = Files.readString(note);

        assertThat(cached.intact(source)).isTrue();
        assertThat(Files.readString(note)).isNotEqualTo(before);
        Files.delete(original);
        assertThat(cached.intact(source)).as("by its new stamp alone").isTrue();
    }

    /** A note says what its writer wants; only the jar says what the bytes are. */
    @Test
    void aPlantedFileWithANoteOfItsOwnIsComparedWithTheJar() throws Exception {
        Files.writeString(library, "b library");
        for (String planted :
                new String[] {Files.readString(note), "2 9 1 " + Hashes.sha256(library) + " x\n", "3 9 1 \n"}) {
            Files.writeString(note, planted);
            assertThat(cached.intact(source)).as(planted).isFalse();
        }
        Files.writeString(library, TEXT + " and more");
        assertThat(cached.intact(source)).isFalse();
    }

    @Test
    void aSymbolicLinkInItsPlaceIsNotFollowed() throws Exception {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "needs symbolic links");
        Files.delete(library);
        Files.createSymbolicLink(library, original);

        assertThat(cached.intact(source)).isFalse();
        cached.unpack(source);
        assertThat(library).isRegularFile();
        assertThat(Files.isSymbolicLink(library)).isFalse();
    }

    @Test
    void anotherEntryOfTheJarIsComparedAgain() throws Exception {
        Files.writeString(original, "c library");

        assertThat(new CachedFile(library, TEXT.length(), 2).intact(source)).isFalse();
        assertThat(new CachedFile(library, TEXT.length() + 1, 1).intact(source)).isFalse();
    }

    @Test
    void brokenNotesMeanComparingAgain() throws Exception {
        for (String text : new String[] {"", "\n", "3 9 1", "1 9 1 x y\n"}) {
            Files.writeString(note, text);
            assertThat(cached.intact(source)).as(text).isTrue();
            assertThat(Files.readString(note)).isNotEqualTo(text);
        }
    }
}
