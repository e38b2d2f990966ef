package org.xattnbmd.trainer.peers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** onnxruntime-node from npm, in a folder of the build's. */
final class NodeInstall {

    /** The release beside the SDK's 1.28, which npm does not have; 1.29 reports to its maker over the network. */
    static final String VERSION = "1.27.0";

    private NodeInstall() {}

    /** Installs it if it is not there, and the script beside it. */
    static Path in(Path folder) throws PeerProcess.Unavailable, InterruptedException {
        try {
            Files.createDirectories(folder);
            if (!Files.isDirectory(folder.resolve("node_modules/onnxruntime-node"))) {
                // Its install script does nothing but fetch the CUDA provider.
                int exit = new ProcessBuilder(List.of(
                                "npm",
                                "install",
                                "--no-audit",
                                "--no-fund",
                                "--ignore-scripts",
                                "onnxruntime-node@" + VERSION))
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("npm.log").toFile())
                        .start()
                        .waitFor();
                if (exit != 0) {
                    throw new PeerProcess.Unavailable("npm could not install onnxruntime-node " + VERSION);
                }
            }
            try (InputStream script = NodeInstall.class.getResourceAsStream("peer.cjs")) {
                Files.copy(script, folder.resolve("peer.cjs"), StandardCopyOption.REPLACE_EXISTING);
            }
            return folder;
        } catch (IOException e) {
            throw new PeerProcess.Unavailable("there is no npm on this machine");
        }
    }
}
