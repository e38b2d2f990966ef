package org.xattnbmd.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * The public types as class files without code and without what is not public: all that japicmp compares. Byte for byte the
 * same for the same API.
 */
final class ApiStubs {

    private static final int VISIBLE = Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED;

    private ApiStubs() {}

    static void write(List<Class<?>> types, Path jar) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Class<?> type : types) {
                byte[] stub = stub(type);
                ZipEntry entry = new ZipEntry(type.getName().replace('.', '/') + ".class");
                // Not compressed: another zlib would write other bytes. No time but the earliest that zip knows.
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(stub.length);
                CRC32 crc = new CRC32();
                crc.update(stub);
                entry.setCrc(crc.getValue());
                entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
                out.putNextEntry(entry);
                out.write(stub);
            }
        }
        Files.createDirectories(jar.getParent());
        Files.write(jar, bytes.toByteArray());
    }

    private static byte[] stub(Class<?> type) throws IOException {
        ClassWriter writer = new ClassWriter(0);
        try (InputStream in = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
            new ClassReader(in)
                    .accept(
                            new ClassVisitor(Opcodes.ASM9, writer) {
                                @Override
                                public FieldVisitor visitField(
                                        int access, String name, String descriptor, String signature, Object value) {
                                    return (access & VISIBLE) == 0
                                            ? null
                                            : super.visitField(access, name, descriptor, signature, value);
                                }

                                @Override
                                public MethodVisitor visitMethod(
                                        int access,
                                        String name,
                                        String descriptor,
                                        String signature,
                                        String[] exceptions) {
                                    return (access & VISIBLE) == 0
                                            ? null
                                            : super.visitMethod(access, name, descriptor, signature, exceptions);
                                }
                            },
                            ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
        }
        return writer.toByteArray();
    }
}
