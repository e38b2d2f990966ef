package org.xattnbmd.sdk.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedFileTest {

    private static final String TEXT = "a library";

    @TempDir
    Path folder;

    private Path library;
    private Path note;
    private URL source;
    private CachedFile cached;

    @BeforeEach
    void unpack() throws Exception {
        Path original = Files.writeString(folder.resolve("original"), TEXT);
        source = original.toUri().toURL();
        Path cache = folder.resolve("cache");
        CachedFile.createFolder(cache);
        library = cache.resolve("library.so");
        note = cache.resolve("library.so.verified");
        cached = new CachedFile(library, TEXT.length(), 1);
        assertThat(cached.intact()).isFalse();
        cached.unpack(source);
    }

    @Test
    void whatWasUnpackedIsIntactAndNotHashedAgain() throws Exception {
        assertThat(cached.intact()).isTrue();
        noteAnotherHash();

        assertThat(cached.intact()).as("by its stamp alone").isTrue();
    }

    @Test
    void aChangeBehindAnOldTimeIsFound() throws Exception {
        FileTime time = Files.getLastModifiedTime(library);
        Files.writeString(library, "b library");
        Files.setLastModifiedTime(library, time);

        assertThat(cached.intact()).isFalse();
    }

    @Test
    void anotherFileInItsPlaceIsHashedAndThenKnown() throws Exception {
        Path same = Files.writeString(folder.resolve("same"), TEXT);
        Files.delete(library);
        Files.move(same, library);
        String before = Files.readString(note);

        assertThat(cached.intact()).isTrue();
        assertThat(Files.readString(note)).isNotEqualTo(before);
        noteAnotherHash();
        assertThat(cached.intact()).as("by its new stamp alone").isTrue();
    }

    @Test
    void anotherEntryOfTheJarIsAnotherFile() throws Exception {
        assertThat(new CachedFile(library, TEXT.length(), 2).intact()).isFalse();
        assertThat(new CachedFile(library, TEXT.length() + 1, 1).intact()).isFalse();
    }

    @Test
    void whereOthersMayWriteItIsHashedAtEveryUse() throws Exception {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "needs POSIX permissions");
        Files.setPosixFilePermissions(library.getParent(), PosixFilePermissions.fromString("rwxrwxr-x"));
        assertThat(cached.intact()).isTrue();
        noteAnotherHash();

        assertThat(cached.intact()).isFalse();
    }

    @Test
    void theFolderIsMadeForItsOwnerToWrite() throws Exception {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "needs POSIX permissions");

        assertThat(Files.getPosixFilePermissions(library.getParent()))
                .contains(PosixFilePermission.OWNER_WRITE)
                .doesNotContain(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    }

    @Test
    void brokenNotesMeanUnpackingAgain() throws Exception {
        for (String text : new String[] {"", "\n", "2 9 1", "1 9 1 x y\n"}) {
            Files.writeString(note, text);
            assertThat(cached.intact()).as(text).isFalse();
            cached.unpack(source);
            assertThat(cached.intact()).isTrue();
        }
    }

    /** So that a comparison with it would fail. */
    private void noteAnotherHash() throws Exception {
        String text = Files.readString(note);
        String hash = Hashes.sha256(library);
        assertThat(text).contains(hash);
        Files.writeString(note, text.replace(hash, "0".repeat(64)));
    }
}
