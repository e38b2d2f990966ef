/** The embeddable estimator of femoral-neck bone mineral density. */
module org.xattnbmd.sdk {
    requires transitive java.desktop;
    requires com.fasterxml.jackson.databind;
    requires com.microsoft.onnxruntime;
    requires org.bytedeco.javacpp;
    requires org.bytedeco.opencv;
    requires static org.jspecify;
    requires org.slf4j;

    exports org.xattnbmd.sdk;
    exports org.xattnbmd.sdk.results;
}
