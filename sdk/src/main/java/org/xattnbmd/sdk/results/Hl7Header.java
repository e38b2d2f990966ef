package org.xattnbmd.sdk.results;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * What an HL7 v2 message says of its way: from whom to whom, about which patient and order. Texts may have any characters but control
 * characters; what HL7 separates fields with is escaped. Immutable; its text form shows nothing of patient and order.
 *
 * @param sender MSH-3 and MSH-4
 * @param receiver MSH-5 and MSH-6
 * @param patient PID-3, the only thing that is said of the patient; without any there is no PID
 * @param order numbers of the order
 * @param controlId MSH-10, 1 to 20 characters; without it one that the message's content decides, so that the same message sent again
 *     is known by it
 * @param training whether the message is of a training system (MSH-11 is T); those of a simulated model always are
 */
public record Hl7Header(
        Party sender,
        Party receiver,
        List<PatientId> patient,
        Order order,
        Optional<String> controlId,
        boolean training) {

    private static final int MOST_CHARACTERS = 199;
    private static final int LONGEST_CONTROL_ID = 20;

    /**
     * An application at a facility.
     *
     * @param application its name, such as RIS
     * @param facility where it is, or an empty text
     */
    public record Party(String application, String facility) {

        /** @throws BmdException {@code INVALID_ARGUMENT} for control characters or more than 199 characters */
        public Party {
            check(application, "an application");
            check(facility, "a facility");
        }
    }

    /**
     * An identifier of the patient. Its text form shows none of it.
     *
     * @param id as the authority gave it
     * @param authority who gave it: a name, or an object identifier such as 1.2.3; empty if not said
     * @param type of HL7's table 0203, such as MR (medical record number); empty if not said
     */
    public record PatientId(String id, String authority, String type) {

        /** @throws BmdException {@code INVALID_ARGUMENT} for a blank id, control characters or more than 199 characters */
        public PatientId {
            checkNotBlank(id, "a patient's identifier");
            check(authority, "an assigning authority");
            check(type, "an identifier's type");
        }

        @Override
        public String toString() {
            return "PatientId";
        }
    }

    /**
     * Numbers of an order, each empty if there is none. Its text form shows none of them.
     *
     * @param placerNumber of who ordered (ORC-2, OBR-2)
     * @param fillerNumber of who carries out (ORC-3, OBR-3); if empty, one that model, radiograph, side and edition decide
     * @param accessionNumber of the imaging study (OBR-18)
     */
    public record Order(String placerNumber, String fillerNumber, String accessionNumber) {

        /** No numbers. */
        public static final Order NONE = new Order("", "", "");

        /** @throws BmdException {@code INVALID_ARGUMENT} for control characters or more than 199 characters */
        public Order {
            check(placerNumber, "a placer's number");
            check(fillerNumber, "a filler's number");
            check(accessionNumber, "an accession number");
        }

        @Override
        public String toString() {
            return "Order";
        }
    }

    /** @throws BmdException {@code INVALID_ARGUMENT} for a control id that is blank, longer than 20 characters or has control characters */
    public Hl7Header {
        Objects.requireNonNull(sender, "sender");
        Objects.requireNonNull(receiver, "receiver");
        Objects.requireNonNull(order, "order");
        patient = List.copyOf(patient);
        if (controlId.isPresent()) {
            checkNotBlank(controlId.get(), "a control id");
            if (controlId.get().length() > LONGEST_CONTROL_ID) {
                throw new BmdException(
                        Code.INVALID_ARGUMENT,
                        "Expected a control id of 1 to " + LONGEST_CONTROL_ID + " characters, received "
                                + controlId.get().length() + ".");
            }
        }
    }

    /** A message from one to another, of no patient and no order. */
    public static Hl7Header between(Party sender, Party receiver) {
        return new Hl7Header(sender, receiver, List.of(), Order.NONE, Optional.empty(), false);
    }

    /** The same with these identifiers of the patient. */
    public Hl7Header withPatient(List<PatientId> identifiers) {
        return new Hl7Header(sender, receiver, identifiers, order, controlId, training);
    }

    /** The same with these numbers. */
    public Hl7Header withOrder(Order numbers) {
        return new Hl7Header(sender, receiver, patient, numbers, controlId, training);
    }

    /** The same with this control id. */
    public Hl7Header withControlId(String id) {
        return new Hl7Header(sender, receiver, patient, order, Optional.of(id), training);
    }

    /** The same as a message of a training system. */
    public Hl7Header asTraining() {
        return new Hl7Header(sender, receiver, patient, order, controlId, true);
    }

    private static void checkNotBlank(String text, String what) {
        check(text, what);
        if (text.isBlank()) {
            throw new BmdException(Code.INVALID_ARGUMENT, "Expected " + what + ", received a blank text.");
        }
    }

    private static void check(String text, String what) {
        if (text.length() > MOST_CHARACTERS || text.chars().anyMatch(Character::isISOControl)) {
            throw new BmdException(
                    Code.INVALID_ARGUMENT,
                    "Expected " + what + " of at most " + MOST_CHARACTERS
                            + " characters, none of them a control character, received "
                            + text.length() + " characters.");
        }
    }

    /** Shows nothing of patient and order. */
    @Override
    public String toString() {
        return "Hl7Header from " + sender.application() + " to " + receiver.application();
    }
}
