package org.xattnbmd.sdk.workflow;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.v251.message.ORU_R01;
import ca.uhn.hl7v2.parser.CanonicalModelClassFactory;
import ca.uhn.hl7v2.parser.ParserConfiguration;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import java.util.function.Function;

/** HAPI's parser of HL7 v2.5.1, with its rules for data types: a message to its values by Terser's paths. */
public final class HapiHl7 implements Function<String, Function<String, String>> {

    private final HapiContext context = new DefaultHapiContext(
            new ParserConfiguration(),
            ValidationContextFactory.defaultValidation(),
            new CanonicalModelClassFactory("2.5.1"));

    /** @throws IllegalArgumentException for what is no such message */
    @Override
    public Function<String, String> apply(String message) {
        try {
            ORU_R01 read = (ORU_R01) context.getPipeParser().parse(message);
            if (!read.getNonStandardNames().isEmpty()
                    || !read.getPATIENT_RESULT()
                            .getORDER_OBSERVATION()
                            .getNonStandardNames()
                            .isEmpty()) {
                throw new IllegalArgumentException("Segments that an ORU^R01 doesn't have");
            }
            Terser terser = new Terser(read);
            return path -> value(terser, path);
        } catch (HL7Exception | ClassCastException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String value(Terser terser, String path) {
        try {
            return terser.get(path);
        } catch (HL7Exception e) {
            throw new IllegalArgumentException(path, e);
        }
    }
}
