/** A host that is a module. */
module host {
    requires org.xattnbmd.sdk;
}
