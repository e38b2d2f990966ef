package org.xattnbmd.sdk.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.internal.files.OwnFolder.SharedException;

/** A folder is taken only where nobody else can change it, from the root down. */
class OwnFolderTest {

    @TempDir
    Path folder;

    @BeforeEach
    void onUnix() throws Exception {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "needs POSIX permissions");
        folder = folder.toRealPath();
    }

    @Test
    void whatItMakesIsForItsOwnerToWrite() throws Exception {
        Path made = OwnFolder.make(folder.resolve("a/b"));

        assertThat(made).isEqualTo(folder.resolve("a/b"));
        assertThat(Files.getPosixFilePermissions(made))
                .contains(PosixFilePermission.OWNER_WRITE)
                .doesNotContain(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
        assertThat(OwnFolder.make(made)).isEqualTo(made);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxr-x", "rwxr-xrwx", "rwxrwxrwx"})
    void whereOthersMayWriteIsRefusedByName(String permissions) throws Exception {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString(permissions));

        assertThatThrownBy(() -> OwnFolder.make(shared))
                .isInstanceOf(SharedException.class)
                .hasMessageContaining(shared.toString());
        assertThatThrownBy(() -> OwnFolder.make(shared.resolve("below/it"))).isInstanceOf(SharedException.class);
        Path link = Files.createSymbolicLink(folder.resolve("link"), shared.resolve("below/it"));
        assertThatThrownBy(() -> OwnFolder.make(link)).isInstanceOf(SharedException.class);
    }

    /** As in /tmp: there nobody replaces what is another's, but anybody can put a file. */
    @Test
    void aStickyFolderIsAllowedOnTheWayAndNotAsTheFolder() throws Exception {
        Path sticky = Files.createDirectory(folder.resolve("sticky"));
        Files.setAttribute(sticky, "unix:mode", 01777);

        assertThat(OwnFolder.make(sticky.resolve("ours"))).isDirectory();
        assertThatThrownBy(() -> OwnFolder.make(sticky)).isInstanceOf(SharedException.class);
    }

    @Test
    void anotherUsersFolderIsRefused() throws Exception {
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        int us = (int) Files.getAttribute(theirs, "unix:uid");
        assumeTrue(us == 0, "only the administrator gives files away");
        Files.setAttribute(theirs, "unix:uid", 12_345);

        assertThatThrownBy(() -> OwnFolder.make(theirs)).isInstanceOf(SharedException.class);
        assertThatThrownBy(() -> OwnFolder.make(theirs.resolve("ours"))).isInstanceOf(SharedException.class);
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThat(OwnFolder.isOurs(file)).isTrue();
        Files.setAttribute(file, "unix:uid", 12_345);
        assertThat(OwnFolder.isOurs(file)).isFalse();
    }
}
