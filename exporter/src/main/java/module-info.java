/**
 * ONNX models from DJL blocks. The package {@code org.xattnbmd.exporter} is the library, {@code
 * org.xattnbmd.exporter.tools} the console application; what is internal stays so.
 */
@SuppressWarnings(
        "requires-transitive-automatic") // DJL has an automatic module name only, and its types are in the API.
module org.xattnbmd.exporter {
    requires transitive ai.djl.api;
    requires com.fasterxml.jackson.databind;
    requires com.google.protobuf;
    requires com.microsoft.onnxruntime;
    requires info.picocli;
    requires static org.jspecify;
    requires org.slf4j;
    requires org.tribuo.util.onnx;

    exports org.xattnbmd.exporter;

    opens org.xattnbmd.exporter.tools to
            info.picocli;
}
