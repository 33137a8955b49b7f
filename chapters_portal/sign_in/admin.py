"""The accounts of staff, as administrators see them. Nobody sees a secret."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef

from ..models import KnownDevice
from .second_factors import SECOND_FACTORS, end_sessions, take_second_factors

# Second factors are seen in the list of accounts and taken away there. An account has one address,
# its own; the library's list of addresses stays empty.
for model in [Authenticator, EmailAddress, User]:
    admin.site.unregister(model)


class SecondFactorFilter(admin.SimpleListFilter):
    title = "second factor"
    parameter_name = "second_factor"

    def lookups(self, request, model_admin):
        return [("yes", "Has one"), ("no", "Has none")]

    def queryset(self, request, queryset):
        return (
            queryset.filter(has_second_factor=self.value() == "yes") if self.value() else queryset
        )


@admin.register(User)
class StaffAdmin(UserAdmin):
    list_display = [
        *["username", "email", "first_name", "last_name", "is_active", "second_factor"],
        "last_login",
    ]
    list_filter = ["is_active", SecondFactorFilter, "is_superuser", "groups"]
    actions = ["take_second_factor", "sign_out"]

    def get_queryset(self, request):
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
        return super().get_queryset(request).annotate(has_second_factor=Exists(factors))

    @admin.display(description="second factor", boolean=True, ordering="has_second_factor")
    def second_factor(self, user):
        return user.has_second_factor

    @admin.action(description="Take away a lost second factor", permissions=["change"])
    def take_second_factor(self, request, queryset):
        for user in queryset:
            take_second_factors(user)
            self.log_change(request, user, "Took away the second factor.")
            self.message_user(
                request,
                f"The account {user} signs in with its password, and makes a new second factor.",
            )

    @admin.action(description="Sign out on every device", permissions=["change"])
    def sign_out(self, request, queryset):
        for user in queryset:
            end_sessions(user)
            self.log_change(request, user, "Signed out on every device.")
            self.message_user(request, f"The account {user} is signed out.")


@admin.register(KnownDevice)
class KnownDeviceAdmin(admin.ModelAdmin):
    """Made by signing in. Whoever deletes one gets a letter at the next sign-in from there."""

    list_display = ["description", "user", "first_seen_at", "last_seen_at"]
    list_filter = ["last_seen_at"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__email", "description"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
